# Words that every page shares.
skip-to-content = 跳到正文
language-other = English
language-switch = 切换到英文
environment-sandbox = 沙箱
environment-production = 正式环境
environment-sandbox-banner = 沙箱环境：此处均为测试数据。
environment-go-production = 前往正式环境
environment-go-sandbox = 前往沙箱环境
console-store = 应用市场
console-developer = 开发者中心
console-merchant = 商家中心
console-operator = 运营后台

nav-label = 主导航
nav-menu = 菜单
nav-home = 首页
nav-apps = 应用
nav-categories = 应用类目
nav-account = 账号
nav-developer-profile = 入驻资料
nav-notices = 通知
nav-trade = 交易
nav-orders = 订单
nav-products = 商品
nav-stock = 库存
nav-refunds = 退款
nav-settings = 设置
nav-settings-api = API 设置
nav-registration = 入驻资料
nav-test-data = 测试数据
nav-cases = 审核队列
nav-register = 名册
nav-developers = 开发者
nav-merchants = 商家
nav-rules = 规则
nav-audit = 审计日志
nav-for-merchants = 商家入口
nav-for-developers = 开发者入口

crumbs-label = 当前位置
pager-label = 翻页
pager-first = 回到首页
pager-next = 下一页
table-actions = 操作
value-none = 无
step-done = （已完成）
copy-action = 复制
copy-done = 已复制
action-back = 保留并返回
action-save = 保存
action-view-all = 查看全部

form-optional = 选填
form-choose = 请选择
form-country = 国家或地区
form-document-hint = 支持 PDF、PNG、JPEG，单个文件不超过 10 MB。
filter-label = 筛选列表
filter-all = 全部
filter-apply = 筛选
filter-clear = 清除筛选
filter-updated-from = 更新时间起
filter-updated-to = 更新时间止
filter-empty-title = 没有符合条件的结果
filter-empty-text = 当前筛选条件下没有结果，请放宽条件或清除筛选。
duration-days = { $days } 天
duration-minutes = { $minutes } 分钟
duration-hours = { $hours } 小时

error-home = 返回首页
error-code = 错误码
error-request = 请求 ID

document-view = 查看
document-kind-business_registration = 营业执照或商业登记
document-kind-business_licence = 营业执照
document-kind-identity = 身份证件
document-kind-reason = 补充材料
document-kind-other = 其他材料

permission-can-see = 可查看
permission-can-change = 可修改
permission-shops-read = 店铺名称、国家或地区、币种和时区
permission-products-read = 商品、规格和价格
permission-products-write = 新建、编辑和下架商品
permission-stock-read = 所有仓库的库存数量
permission-stock-write = 修改库存数量
permission-orders-read = 订单，包括买家姓名和收货地址
permission-orders-write = 订单发货、填写运单号和取消订单
permission-refunds-read = 退款申请和金额
permission-refunds-write = 同意或拒绝退款

# Doors of the start page
door-store = 应用市场
door-store-text = 查找应用，了解每个应用所需的权限。
door-merchant = 商家中心
door-merchant-text = 管理订单、商品和库存，以及已授权的应用。
door-developer = 开发者中心
door-developer-text = 入驻、创建应用、调用 API。
door-operator = 运营后台
door-operator-text = 审核入驻申请，管理权限规则。

# Sent mail, in the demo
outbox-link = 已发送邮件
outbox-title = 已发送邮件
outbox-lead = 演示环境不会真正发送邮件，应发送的邮件都保存在这里。
outbox-subject = 主题
outbox-to = 收件人
outbox-from = 发件人
outbox-at = 发送时间
outbox-empty-title = 暂无邮件
outbox-empty-text = 注册开发者或商家账号后，第一封邮件会出现在这里。
outbox-empty-action = 注册开发者

# Ages
age-now = 刚刚
age-minutes = { $count } 分钟
age-hours = { $count } 小时
age-days = { $count } 天

# Error pages
error-unauthenticated-title = 请先登录
error-forbidden-title = 无权进行此操作
error-not-found-title = 页面不存在
error-conflict-title = 当前无法执行此操作
error-invalid-title = 请求有误
error-expired-title = 已失效
error-too-large-title = 内容过大
error-too-many-title = 操作过于频繁
error-fault-title = 系统出现故障
error-fault-text = 故障已记录，我们会尽快处理。您提交的内容要么完整保存，要么未保存，请稍后重试。
nav-resource-servers = 资源服务器
