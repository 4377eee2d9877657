"""The acts of targeting: deciding, proposing and activating a policy, recording what came of a decision."""
