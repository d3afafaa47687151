package org.albatross.core.host.usage;

import org.albatross.core.model.message.Stats;

/** What a process used so far. */
public record ProcessUsage(Stats.Rusage rusage, Stats.Memory memory) {}
