"""fees 一口收费: what a matter costs, by which law, paid at one window into the non-tax account.

Words: 收费标准 standard · 减免 waiver · 缴费通知单 bill · 收费项 line ·
退回重办 rework · 缴款 payment · 机打票据 receipt · 退费 refund · 对账 reconciliation ·
日结 day close · 一卡式发放 payout.

Neighbours: catalogue below (an edition names the standards of its item), documents (notices and
receipts), org (finance window); cases, joint and township ask `policy.require_paid` before a step
that needs payment, and `actions.assess` to charge. Fees knows matters, never cases.
"""
