/** What the three services share: HTTP, JSON, the database and the log. */
package com.acme.platform;
