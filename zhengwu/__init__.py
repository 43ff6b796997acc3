"""Zhengwu 政务: one program for everything a county government owes its people."""
