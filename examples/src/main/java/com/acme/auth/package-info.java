/** Users and their sessions; a schema per tenant. */
package com.acme.auth;
