"""cases 办件: an application for one item of the catalogue, from its receipt to its archive.

Words: case 办件, receipt 收件, acceptance 受理, supplement 补正, undertaker 承办人, decision 决定,
delivery 送达, completion 办结, route 办件类型 (即办、承诺、补办、退办 …), ban 再次申请限制.
Neighbours: catalogue says what may be asked and by when, flow who is next, clock until when,
authority who may decide, documents what is given in writing. Each case hangs on its matter.
"""
