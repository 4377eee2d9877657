"""Certificates: papers by which the office certifies, from draft to withdrawal."""
