"""matters 事: the one row every matter has, whatever domain it belongs to.

Words: matter 事, number 编号, query code 查询码. It is always locked first, so there is one lock
order in the whole house. Neighbours: clock, flow, documents and each domain hang on it.
"""
