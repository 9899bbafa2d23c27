/** Demo rows for a new database. */
package com.acme.seed;
