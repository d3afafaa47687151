/** Tests of the endpoint's parts, without a network. */
package org.albatross.endpoint;
