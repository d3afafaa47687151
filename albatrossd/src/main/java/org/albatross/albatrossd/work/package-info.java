/**
 * What may block runs on other threads and comes back to the loop's; for whom it is done, so that
 * no owner takes all. All parts but the life may depend on it.
 */
package org.albatross.albatrossd.work;
