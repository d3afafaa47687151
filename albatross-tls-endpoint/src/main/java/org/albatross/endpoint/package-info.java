/**
 * albatross-tls-endpoint: authenticates remote clients and passes their commands on. Depends on the
 * core only.
 */
package org.albatross.endpoint;
