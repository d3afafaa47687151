/**
 * albatross-influx: hands statistics on, to InfluxDB or whatever takes its line protocol, and to
 * Prometheus (docs/protocol/daemons.md, albatross-influx). Each receiver has a thread and a bounded
 * buffer of its own, so that none makes another wait.
 */
package org.albatross.influx;
