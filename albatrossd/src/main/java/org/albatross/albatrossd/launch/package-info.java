/**
 * What albatrossd does to its host: fifos, taps, tenders, users, cgroups, and what a killed
 * albatrossd left of them. Blocks, so it runs on workers; knows nothing of commands.
 */
package org.albatross.albatrossd.launch;
