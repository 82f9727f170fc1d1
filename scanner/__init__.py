"""daicho: where personal data resides, and what could not be looked at."""
