/**
 * Numbers for a time series database: points, InfluxDB's line protocol, what statistics of a
 * unikernel become, and the daemons' reports about themselves (contract 2).
 */
package org.albatross.core.metrics;
