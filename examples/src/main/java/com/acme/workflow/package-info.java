/** Workflows, their steps and their runs; a schema per tenant. */
package com.acme.workflow;
