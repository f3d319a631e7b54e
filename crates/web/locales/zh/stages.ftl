# Where an app stands: permissions it has and requests, going online, suspensions, appeals, redirect hosts.
permissions-lead = { $app } 可向商家申请的权限。
permissions-active = 已开通
permissions-active-lead = 授权时向商家申请以下权限。放弃某项权限后，应用在所有店铺的下一次相关调用即被拒绝。
permissions-none-active = 暂无权限，应用无法调用任何店铺数据接口。
permissions-give-back = 放弃
permissions-requested = 审核中
permissions-requested-text = 运营人员将审核您的申请理由。通过后，商家下次授权时会被询问新增的权限。
permissions-inactive = 未开通
permissions-inactive-lead = 请一次性申请所需权限，仅审核新增部分。
permissions-choose = 所需权限
permissions-status-requested = 审核中
permissions-status-inactive = 未开通
permissions-one-at-a-time = 同一时间只能有一个申请在审核。如需增加权限，请先撤回，再一次性提交。
permissions-reason = 用途说明
permissions-reason-hint = 请逐项说明应用如何使用该权限，审核以此为依据。
permissions-request = 提交申请
flash-permissions-requested = 申请已提交，审核结果会通知您。
flash-permission-given-back = 已放弃该权限，应用的下一次相关调用将被拒绝。

stage-title = 应用状态
stage-lead = { $app } 的上线进度和限制情况。
online-title = 申请上线
online-lead = 上线后可展示在应用市场，令牌有效期更长。
online-calls = 近期调用
online-calls-needed = 需达到 { $count } 次
online-success = 调用成功率
online-success-needed = 需达到 { $percent }%
online-gate-hint = 从今天起按整天向前累计，直至达到所需次数。当天数据可能有一秒左右的延迟。
online-not-yet-title = 暂不满足上线条件
online-not-yet-text = 请继续测试并修复被拒绝的调用，两项指标均达到后即可申请。
online-reason = 上线说明
online-reason-hint = 请说明应用的功能、服务对象和测试情况。
online-submit = 申请上线
online-waiting = 您的上线申请正在审核。
online-is-title = 应用已上线
online-is-text = 所有商家均可授权。
flash-online-applied = 上线申请已提交，审核结果会通知您。

suspension-title = 暂停处理
suspension-card-lead = 分步进行，每一步都有明确日期，避免突然中断。
suspension-open = 查看暂停处理
suspension-now = 该应用正在被暂停处理
suspension-step-notice = 预先通知
suspension-step-read-only = 只读
suspension-step-off = 停止调用
suspension-step-notice-hint = 功能不受影响，开发者和商家会收到生效日期。
suspension-step-read-only-hint = 立即拒绝所有写入类调用。
suspension-step-off-hint = 立即拒绝所有调用，适用于紧急情况。
suspension-now-notice = 目前功能正常。自下方日期起，应用只能读取数据。
suspension-now-read-only = 应用可正常读取数据，写入类调用会被拒绝。
suspension-now-off = 所有调用都会被拒绝。
suspension-remedy = 整改要求
suspension-remedy-hint = 开发者完成哪些整改后可以解除，开发者可见。
suspension-lead = { $count ->
    [0] 暂无店铺授权此应用。
   *[other] 已有 { $count } 家店铺授权，每一步都会通知商家。
}
suspension-begin = 开始暂停处理
suspension-begin-lead = 每一步均可撤销。
suspension-first-step = 起始步骤
suspension-read-only-on = 只读开始日期
suspension-read-only-on-hint = 预先通知必须填写，当日 00:00（UTC）生效。
suspension-off-on = 停止调用日期
suspension-off-on-hint = 可留空，稍后再决定。
suspension-change = 变更处理
suspension-advance-read-only = 立即转为只读
suspension-advance-off = 立即停止调用
suspension-undo-to = 退回到：{ $step }
suspension-lift = 解除
suspension-change-hint = 进入下一步时不再等待设定日期。退回后日期会被清除，不会自动再次生效。解除则结束整个处理。
suspension-none = 没有进行中的暂停处理
suspension-none-text = 测试中或已上线的应用可以进行暂停处理。
flash-suspension-begun = 暂停处理已开始，已通知开发者和商家。
flash-suspension-advanced = 已进入下一步，已通知开发者和商家。
flash-suspension-undone = 已撤销该步骤，已通知开发者和商家。
flash-suspension-lifted = 已解除暂停，已通知开发者和商家。

appeal-title = 申诉
appeal-lead = 运营人员会阅读您的说明，申诉期间暂停处理继续有效。
appeal-reason = 申诉理由
appeal-reason-hint = 请说明已完成的整改，或暂停原因不成立的依据。
appeal-submit = 提交申诉
appeal-waiting = 您的申诉正在审核。
flash-appealed = 申诉已提交，审核结果会通知您。

app-redirects-waiting = 以下域名为新域名，正在审核。通过之前不会向其发送授权码。

settings-programme = 应用
settings-programme-lead = 对所有应用的要求。
settings-gate-calls = 上线前所需调用次数
settings-gate-calls-hint = 达到该次数后开发者才能申请上线，0 表示不要求。
settings-gate-success = 成功率（%）
settings-gate-success-hint = 上述调用中成功调用所占的最低比例。
settings-redirect-review = 审核新的回调域名
settings-redirect-review-hint = 在正式环境中，应用使用新的回调域名前须经审核。

case-kind-permission-request = 权限申请
case-kind-go-live = 上线申请
case-kind-appeal = 申诉
case-kind-redirect-host = 回调域名
case-approve-hint-permission-request = 通过后，应用可在现有权限之外向商家申请这些权限。
case-approve-hint-go-live = 通过后应用立即上线。
case-approve-hint-appeal = 通过后立即解除暂停。
case-approve-hint-redirect-host = 通过后可向该地址发送授权码。
rule-not-ready = 应用尚未就绪：请使用测试店铺完成全流程验证后重新申请。
rule-too-many-failures = 被拒绝的调用过多：请根据错误码修复后重新申请。
rule-not-mended = 暂停原因仍然存在：请先整改，并说明整改情况。
rule-not-shown = 无法确认已完成整改：请提供证明文件，或在沙箱中演示。
rule-host-not-yours = 该域名不属于您：请使用自有域名，或提供授权证明。
rule-host-unknown = 该域名无法访问：请先完成部署。
fact-permissions = 申请的权限
fact-has-already = 现有权限
fact-calls = 调用次数
fact-calls-refused = 其中被拒绝
fact-success-percent = 成功率（%）
fact-suspension-step = 暂停步骤
fact-suspended-for = 暂停原因
fact-hosts = 新域名
fact-redirect-uris = 回调地址


notice-app-review-begun-subject = { $app }：已收到您的申请
notice-app-review-begun-body = 您的申请（{ $case_kind }）正在等待审核，结果会通知您。
notice-app-review-approved-subject = { $app }：申请已通过
notice-app-review-approved-body = 您的申请（{ $case_kind }）已通过，立即生效。
notice-app-review-rejected-subject = { $app }：申请未通过
notice-app-review-rejected-body =
    您的申请（{ $case_kind }）未通过，原因：

    { $reason }

    请修改后重新提交。
notice-app-suspension-notice-subject = { $app } 将被暂停
notice-app-suspension-notice-body =
    自 { $next_at } 起，应用只能读取数据。原因：

    { $reason }

    { $remedy }

    在此之前功能正常。您可以在下方页面提交申诉。
notice-app-suspension-read-only-subject = { $app } 已转为只读
notice-app-suspension-read-only-body =
    写入类调用会被拒绝。原因：

    { $reason }

    { $remedy }

    您可以在下方页面提交申诉。
notice-app-suspension-off-subject = { $app } 已被暂停
notice-app-suspension-off-body =
    所有调用都会被拒绝。原因：

    { $reason }

    { $remedy }

    您可以在下方页面提交申诉。
notice-app-suspension-undone-subject = { $app }：暂停处理已退回一步
notice-app-suspension-undone-body =
    当前步骤：{ $suspension_step }。运营人员说明：

    { $reason }
notice-app-suspension-lifted-subject = { $app } 已解除暂停
notice-app-suspension-lifted-body =
    所有功能已恢复正常。说明：

    { $reason }
notice-used-app-notice-subject = { $app } 将被暂停
notice-used-app-notice-body = 平台已对您授权的应用发出通知。自 { $next_at } 起，该应用只能读取店铺数据，不能修改。请提前安排替代方案。
notice-used-app-read-only-subject = { $app } 已转为只读
notice-used-app-read-only-body = 平台已限制您授权的应用：只能读取店铺数据，不能修改。由它完成的操作（如回传物流单号、更新库存）目前不会执行。
notice-used-app-off-subject = { $app } 已被暂停
notice-used-app-off-body = 平台已暂停您授权的应用，其所有调用都会被拒绝，由它完成的操作目前不会执行。授权仍会保留，直到您移除。
notice-used-app-undone-subject = { $app }：暂停处理已退回一步
notice-used-app-undone-body = 您授权的应用当前处于：{ $suspension_step }。
notice-used-app-lifted-subject = { $app } 已恢复正常
notice-used-app-lifted-body = 您授权的应用已解除暂停，可照常为店铺服务。
notice-self-use-widened-subject = { $app } 在您的店铺中获得了更多权限
notice-self-use-widened-body = 您的自用应用经审核获得了更多权限，已在您的店铺生效。您可以在下方页面查看权限或移除该应用。

refusal-apps-permissions-requested = 已有申请正在审核；请等待结果，或撤回后一次性提交。
refusal-apps-permissions-unknown = 请从列表中选择一项或多项权限。
refusal-apps-redirect-needed-meanwhile = 新域名需先审核；通过之前请至少保留一个原有回调地址。
refusal-apps-gate-calls-range = 请填写 0 至 100000，0 表示不要求。
refusal-apps-gate-success-range = 请填写 0 至 100。
refusal-grants-no-redirect = 该应用暂无可用的回调地址，首个地址正在审核。
refusal-stages-gate-not-met = 应用的调用次数不足或成功率偏低，详见应用页面。
refusal-stages-suspended-already = 已有进行中的暂停处理；请继续、退回或解除。
refusal-stages-suspended-now = 应用正在被暂停处理，解除后才能上线。
refusal-stages-not-suspended = 该应用没有进行中的暂停处理，请刷新页面查看。
refusal-stages-no-next-step = 应用已停止调用，没有后续步骤。
refusal-stages-notice-needs-date = 预先通知需要填写只读开始日期。
refusal-stages-date-out-of-range = 请选择明天之后、一年之内的日期。
refusal-stages-dates-out-of-order = 停止调用应晚于只读，请选择更晚的日期。
refusal-stages-not-a-day = 请按 2026-11-30 的格式填写日期。
refusal-app-read-only = 应用目前只能读取数据，原因和整改要求见应用页面。
refusal-permission-inactive = 应用未开通该调用所需的权限，请在应用页面申请。
