"""Moving records through their states, with separate hands: enforced here and by the database alike."""
