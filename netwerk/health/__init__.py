"""Is it running? Heartbeats of worker and beat, and the two addresses that machines ask. Knows nothing else."""
