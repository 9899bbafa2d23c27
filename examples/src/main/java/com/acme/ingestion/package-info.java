/** Documents and the chunks they are cut into; one schema, tenants told apart by a column. */
package com.acme.ingestion;
