"""Django's PostgreSQL backend, for statements whose values travel beside them."""
