"""The demonstration county: 广安区 with its halls, people and cases, all invented, all marked 演示.

Built through the same actions as a real county is. Departments, items and divisions are public
data; every person, telephone number and case is made up.
"""
