"""SOC, built of the parts of ReferFormer and MUTR."""
