/** Tests of what is said while data are on their way. */
package org.albatross.client.progress;
