"""The engine of a policy, pure: facts, conditions, the policy's text, one consignment, a batch, the random
share.
"""
