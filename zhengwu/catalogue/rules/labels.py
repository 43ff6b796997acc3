"""Chinese names of all elements, in the order of the guide, for diffs, forms and exports."""

LABELS: dict[str, str] = {
    "code": "实施编码", "name": "事项名称", "kind": "事项类型", "main_name": "主项名称",
    "basic_code": "基本编码", "area_code": "区划代码", "level": "行使层级",
    "organ_code": "实施主体编码", "organ_name": "实施主体", "organ_nature": "实施主体性质",
    "power_source": "权力来源", "exercise": "行使内容", "division": "权限划分",
    "undertaking": "承办机构", "joint_organs": "联办机构", "delegating_organ": "委托部门",
    "everyday_names": "日常用语", "law": "适用法律", "basis": "设定依据", "subjects": "服务对象",
    "themes_person": "面向自然人主题", "themes_firm": "面向法人主题", "conditions": "受理条件",
    "prohibitions": "禁止性要求", "quantity": "数量限制", "handling": "办件类型",
    "statutory": "法定办结时限", "promised": "承诺办结时限", "supplement_rule": "补正时限规则",
    "delivery_rule": "送达时限规则", "special_procedures": "特别程序", "steps": "办理流程",
    "flow": "办理流程图（流程）", "two_person_review": "一审一核", "inspection": "现场核查",
    "hearing": "听证", "intermediary": "中介服务", "upward": "上报",
    "form": "申请表单", "no_materials": "无需材料",
    "materials": "申请材料", "charged": "是否收费", "fees": "收费依据和标准",
    "no_decision": "不作决定的服务", "results": "办理结果", "renewal": "延续", "ways": "办理形式",
    "online": "是否网办", "online_depth": "网办深度", "visits": "到现场次数",
    "visit_reason": "必须现场办理原因", "in_hall": "是否进驻大厅", "appointment": "支持预约",
    "pay_online": "支持网上支付", "delivery_ways": "送达方式", "self_service": "自助终端",
    "cross_region": "通办范围", "identity_level": "实名要求", "agent_allowed": "可否委托代理",
    "places": "办理地点和时间", "accepting_person": "受理人员（岗位）", "phone": "咨询电话",
    "complaint": "监督投诉电话", "remedy": "复议诉讼渠道", "faq": "常见问题",
    "to_confirm": "待本地确认", "demo": "演示数据", "schema": "格式版本",
}  # fmt: skip

# Names inside a record, for diffs and for the editor.
PARTS: dict[str, str] = {
    "regime": "法律类别", "name": "名称", "articles": "条款", "law": "法律名称", "article": "条款",
    "document_no": "文号", "text": "条文内容", "issuer": "颁布机关", "amount": "数值",
    "unit": "单位", "basis": "依据", "rule": "规则", "note": "说明", "absent": "法律未规定",
    "confirmed": "已确认", "code": "编码", "required": "必要性", "originals": "原件份数",
    "copies": "复印件份数", "electronic": "可用电子件", "source": "来源渠道",
    "source_note": "出具机构", "criterion": "受理（审查）标准", "sample_note": "填报须知",
    "deferral_days": "容缺时限", "shared": "可共享数据", "duty": "岗位", "days": "工作日",
    "result": "结果", "kind": "种类", "charged": "是否收费", "rate": "标准", "reduction": "减免",
    "template": "文书模板", "validity_amount": "有效期", "validity_unit": "有效期单位",
    "limited": "有无限制", "public_note": "公示说明", "of": "原许可事项", "before_amount": "提前量",
    "before_unit": "提前量单位", "staff": "人数", "points": "核查要点", "address": "地址",
    "item": "上级事项编码", "organ_name": "上级机关", "review": "由本级初审",
    "hours": "时间", "phone": "电话", "digest": "版本摘要", "ask": "问", "answer": "答",
}  # fmt: skip
