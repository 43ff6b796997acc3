"""What is outside the certified subset, and the sentence that says so."""

from __future__ import annotations

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
ZW = "urn:zhengwu:flow"
MAX_BYTES = 2_000_000
MAX_NODES = 400

REASONS = {
    "task": "未指明由谁完成，请改为用户任务、人工任务、服务任务或决策表任务",
    "sendTask": "不支持发送任务，请改为服务任务",
    "receiveTask": "不支持接收任务，请改为消息等待事件",
    "scriptTask": "不支持脚本任务：流程中不得执行代码，请改为决策表任务",
    "subProcess": "不支持内嵌子流程，请改为调用活动",
    "transaction": "不支持事务子流程，请改为调用活动",
    "adHocSubProcess": "不支持临时子流程，请改为调用活动",
    "eventBasedGateway": "不支持事件网关，请改为时限边界事件与消息等待事件",
    "complexGateway": "不支持复杂网关，请改为包容网关",
    "intermediateThrowEvent": "不支持中间抛出事件，请改为服务任务",
    "standardLoopCharacteristics": "不支持循环标记，请用排他网关画出回路",
    "messageEventDefinition": "这里不支持消息事件",
    "timerEventDefinition": "这里不支持定时事件，时限只能画在任务的边界上",
    "signalEventDefinition": "不支持信号事件",
    "errorEventDefinition": "不支持错误事件",
    "escalationEventDefinition": "不支持升级事件",
    "conditionalEventDefinition": "不支持条件事件",
    "compensateEventDefinition": "不支持补偿事件",
    "cancelEventDefinition": "不支持取消事件",
    "linkEventDefinition": "不支持链接事件，请直接连线",
    "terminateEventDefinition": "终止事件只能用作结束事件",
    "timeCycle": "不支持周期定时，时限只能是一段时间",
    "timeDate": "不支持固定日期定时，时限只能是一段时间",
    "callChoreography": "不支持编排图",
    "choreography": "不支持编排图",
    "conversation": "不支持会话图",
}
UNKNOWN = "不在支持的元素之内"

# Kept in the file and shown in the viewer, without any effect on handling.
SILENT = frozenset({"documentation", "extensionElements", "incoming", "outgoing"})
KEPT = {
    "laneSet": "泳道只作显示，办理人由岗位职责决定",
    "dataObject": "数据对象只作显示",
    "dataObjectReference": "数据对象只作显示",
    "dataStoreReference": "数据存储只作显示",
    "textAnnotation": "注释只作显示",
    "association": "关联线只作显示",
    "group": "分组只作显示",
    "ioSpecification": "输入输出说明只作显示",
    "dataInputAssociation": "数据关联只作显示",
    "dataOutputAssociation": "数据关联只作显示",
    "property": "数据属性只作显示",
    "performer": "原图的执行人不起作用，请设置岗位职责",
    "potentialOwner": "原图的执行人不起作用，请设置岗位职责",
    "humanPerformer": "原图的执行人不起作用，请设置岗位职责",
    "resourceRole": "原图的执行人不起作用，请设置岗位职责",
    "rendering": "界面说明不起作用",
    "auditing": "审计说明不起作用",
    "monitoring": "监控说明不起作用",
    "correlationSubscription": "消息关联说明不起作用，消息按关键字送达",
    "supports": "支持关系不起作用",
}
# Definitions beside the process that say nothing about handling.
BESIDE = {
    "dataStore": "数据存储只作显示",
    "category": "分类只作显示",
    "itemDefinition": "数据类型不起作用",
    "resource": "资源定义不起作用，请设置岗位职责",
    "import": "外部引用不会读取",
    "interface": "接口定义不起作用",
    "endPoint": "接口定义不起作用",
    "error": "错误定义不起作用",
    "escalation": "升级定义不起作用",
    "signal": "信号定义不起作用",
    "relationship": "关系说明不起作用",
    "globalTask": "公共任务不起作用",
    "globalUserTask": "公共任务不起作用",
    "correlationProperty": "消息关联说明不起作用",
    "partnerRole": "合作方说明不起作用",
    "partnerEntity": "合作方说明不起作用",
    "extension": "扩展说明不起作用",
}
