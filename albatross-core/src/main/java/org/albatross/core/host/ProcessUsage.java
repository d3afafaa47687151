package org.albatross.core.host;

import org.albatross.core.model.Stats;

/** What a process used so far. */
public record ProcessUsage(Stats.Rusage rusage, Stats.Memory memory) {}
