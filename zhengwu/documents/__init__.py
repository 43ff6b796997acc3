"""documents 文书: papers that stand up – complete, numbered without gaps, sealed, verifiable.

Words: template 文书样式, register 文号登记簿, number 文号, seal 印章, service 送达, return
receipt 送达回证, remedies 救济途径. An act and its paper are one transaction; typesetting and
sealing follow as a reaction and can be repeated. Neighbours: files keep the PDFs, org names the
organs, notices tell people; cases and later domains issue papers here and decide who may seal.
"""
