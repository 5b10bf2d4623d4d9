"""ReferFormer and MUTR, and what they share with SOC."""
