# 应用的调用记录、运行状况、投诉与预警。
nav-watch = 应用监控

operation-app-show = 查看自身设置
operation-grant-show = 查看在本店的权限
operation-shops-list = 查询店铺列表
operation-shops-show = 查看店铺
operation-products-list = 查询商品列表
operation-products-show = 查看商品
operation-stock-list = 查询库存列表
operation-stock-show = 查看库存
operation-orders-list = 查询订单列表
operation-orders-show = 查看订单
operation-refunds-list = 查询退款列表
operation-refunds-show = 查看退款
operation-sandbox-generate-orders = 生成测试订单
operation-unknown = 分项统计之前的调用

ledger-days = 每日调用记录
ledger-days-lead = 最近 30 天（UTC）。CSV 可追溯 400 天。
ledger-csv = 下载 CSV
ledger-chart = 每日调用次数，最高一天为 { $peak } 次。下方表格列出全部数字。
ledger-as-table = 以表格查看
ledger-day = 日期
ledger-calls = 调用次数
ledger-succeeded = 成功
ledger-unsuccessful = 被拒绝或失败
ledger-read = 读取记录数
ledger-written = 写入记录数
ledger-operation = 操作
ledger-operations = 期间的操作
ledger-operations-of = { $day } 的操作
ledger-all-days = 全部日期
ledger-nothing = 没有调用。
ledger-refusals = 被拒绝的调用
ledger-refusals-lead = 按返回给应用的错误码统计。
ledger-code = 错误码
ledger-gate = 拒绝环节
ledger-gate-identity = 身份
ledger-gate-permission = 权限
ledger-gate-request = 请求内容
ledger-addresses = 网络地址
ledger-addresses-lead = 应用从哪里发起调用。IPv6 显示所在网段。
ledger-address = 地址
ledger-address-other = 其他地址

grant-open = 调用记录
grant-by = 授权人：{ $name }
grant-granted-by = 授权人
grant-facts = 授权信息
grant-ended-title = 该应用已无法访问店铺数据
grant-ended-as-merchant = 由店铺移除
grant-ended-as-developer = 由开发者放弃
grant-ended-as-expiry = 长期未使用，已自动失效
grant-inactive-title = 长期未使用
grant-inactive-advice = 如不再需要，建议移除：没有授权就不会泄露数据。您可以随时重新添加。
grant-ends-title = 授权即将自动失效
grant-ends-text = 该应用长期没有调用。若仍无调用，授权失效时间为
grant-uses = 权限及使用情况
grant-uses-lead = 收回的权限从下一次调用起即被拒绝。应用可以重新向您申请。
grant-use-used = 已使用
grant-use-never = 从未使用
grant-take = 收回
grant-remove-lately = 最近 30 天 { $app } 在本店进行了以下操作，移除后全部停止：
grant-remove-idle = 最近 30 天 { $app } 在本店没有任何操作。
flash-grant-shrunk = 权限已收回，从下一次调用起即被拒绝。

complaint-title = 投诉该应用
complaint-lead = 由平台运营方阅读。开发者只能看到投诉店铺的数量和原因，看不到店铺名称与内容。
complaint-reason = 问题类型
complaint-text = 情况说明
complaint-text-hint = 请写明时间、预期结果与实际结果。
complaint-send = 提交给运营方
complaint-reason-does-not-work = 无法使用
complaint-reason-wrong-data = 数据错误或被改错
complaint-reason-too-much-data = 获取的数据超出需要
complaint-reason-misleading = 与宣传不符
complaint-reason-no-support = 无人回应
complaint-reason-other = 其他
flash-complained = 投诉已提交给运营方。

health-title = 运行状况
health-lead = 最近 30 天您的应用在所有店铺的汇总情况。
health-success = 调用成功率
health-half = 半数响应不超过
health-most = 95% 的调用：{ $most }
health-authentication = 令牌被拒次数
health-merchants = 授权店铺
health-inactive = { $count } 家未使用
health-complaints = 投诉
health-complaints-lead = 最近 30 天投诉的店铺数，按原因统计。
health-last-call = 最近调用：{ $at }
health-no-call = 尚无调用

watch-lead = 该应用的数据、投诉与预警。
watch-list-lead = 各应用最近 { $count } 天的情况。
watch-open = 查看
watch-open-app = 打开应用
watch-flagged = 被预警的应用
watch-p95 = 95% 的响应
watch-inactive = 未使用店铺
watch-flags = 预警
watch-flag = 预警项
watch-flag-errors = 调用失败过多
watch-flag-authentication = 使用失效令牌的调用过多
watch-flag-complaints = 店铺投诉
watch-flag-silent = 长期没有调用
watch-complaints = 投诉的店铺数
watch-measure-reason = 处理原因
watch-measure-hint = 两种处理均立即生效并结案，原因会告知开发者。
watch-suspend = 暂停应用
flash-measure-taken = 已处理并立即生效，开发者已收到通知。

watch-policy = 预警与未使用授权
watch-policy-lead = 达到哪些数值时预警，以及未使用的授权何时失效。
watch-policy-open = 修改数值
watch-policy-flags = 预警
watch-policy-flags-lead = 预警会自动建立审核单。允许填 0 的项目填 0 即关闭。
watch-policy-grants = 未使用授权
watch-policy-grants-lead = 失效前会通知店铺与开发者。
watch-days = 统计天数
watch-days-hint = 含当天，1 至 400。
watch-error-percent = 每 100 次调用中被拒绝或失败的次数
watch-error-percent-hint = 超过即预警。
watch-min-calls = 最少调用次数
watch-min-calls-hint = 调用过少时比例没有意义。
watch-authentication-failures = 令牌被拒次数
watch-authentication-failures-hint = 达到即预警。
watch-complaints-hint = 达到即预警。
watch-silent-days = 没有调用的天数
watch-silent-days-hint = 针对已上线且有店铺授权的应用，最多 400。
watch-rest-days = 预警间隔天数
watch-rest-days-hint = 结案后再次预警前的天数，1 至 400。
watch-inactive-days = 多少天未使用视为闲置
watch-inactive-days-hint = 会建议店铺移除。
watch-expire-days = 多少天未使用自动失效
watch-expire-days-hint = 填 0 表示永不失效；须大于提前通知的天数。
watch-notice-days = 提前通知天数
watch-notice-days-hint = 期间有调用则授权保留。

fact-flag = 预警项
fact-days = 统计天数
fact-calls = 调用次数
fact-refused = 其中被拒绝
fact-failed = 其中失败
fact-authentication-failures = 令牌被拒次数
fact-complaints = 投诉店铺数
fact-merchants = 授权店铺数
fact-last-call = 最近调用
case-kind-policy-flag = 应用预警
case-approve-hint-policy-flag = 仅结案：问题已另行处理，不产生其他变化。
rule-cause-known = 原因已查明且不在该应用，不作处理。
rule-mended = 开发者已自行修复。
rule-not-the-app = 这些数据并非来自该应用。

notice-app-shrunk-subject = { $store } 收回了 { $app } 的一项权限
notice-app-shrunk-body =
    从下一次调用起，{ $app } 在该店铺不再拥有以下权限：

    { $permission }

    其他权限与令牌不受影响。您可以重新向店铺申请。
notice-grant-expiring-subject = { $app } 对 { $store } 的授权即将失效
notice-grant-expiring-body = { $app } 长期没有为 { $store } 调用。若仍无调用，授权将在 { $days } 天后自动失效；期间调用一次即可保留。
notice-grant-expired-subject = { $app } 对 { $store } 的授权已失效
notice-grant-expired-body = 该授权长期未使用，已按此前的通知自动失效。店铺可以随时重新添加该应用。
notice-policy-flag-raised-subject = { $app } 被预警：{ $flag }
notice-policy-flag-raised-body = { $app } 的数据超出平台允许的范围：{ $flag }。运营方将进行核查。下方页面列出了相关数据，如了解原因请在该页回复。
notice-policy-flag-closed-subject = { $app } 的预警已结案
notice-policy-flag-closed-body = 运营方已处理并结案。
notice-policy-flag-dismissed-subject = { $app } 的预警已撤销
notice-policy-flag-dismissed-body =
    不对该应用作任何处理。运营方说明：

    { $reason }
