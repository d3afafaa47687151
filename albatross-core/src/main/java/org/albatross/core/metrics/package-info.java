/**
 * Numbers for a time series database: points, InfluxDB's line protocol, what statistics of a
 * unikernel become, and the daemons' reports about themselves (docs/protocol/daemons.md,
 * albatross-influx).
 */
package org.albatross.core.metrics;
