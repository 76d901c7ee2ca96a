"""Is it running? Heartbeats, and the two addresses that machines ask. Knows nothing else."""
