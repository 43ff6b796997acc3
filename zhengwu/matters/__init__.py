"""matters"""
