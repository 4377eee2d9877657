"""Targeting, pure: the policy language, its answers for one consignment and for many, the reasons."""
