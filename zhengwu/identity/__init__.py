"""identity 身份: who somebody is, how surely we know it, and for whom they may act.

Words: account 账号, natural person 自然人, firm 法人, firm member 经办人, mandate 授权委托（代办）,
verification 身份核验, level 实名等级, second factor 第二因素, recovery 双人找回, officers 三员.
A name with an identity number proves nothing by itself: it makes a *declared* person who may draft
and track; a clerk at the counter or a verification provider makes a *verified* one.
Neighbours: org below (staff and duties), authority and every page above; it knows no case.
"""
