# 应用市场中展示的内容。
listing-title = 市场展示信息
listing-lead = 每一项单独审核。修改通过之前，市场继续展示原内容；应用照常运行。
listing-listed = 已上架
listing-open-store = 在市场中查看
listing-preview = 预览
listing-preview-title = 这是预览
listing-preview-text = 草稿全部通过后，页面就是这个样子。目前只有您能看到。
listing-preview-back = 继续编辑
listing-not-listed-title = 应用尚未在市场中展示
listing-needs-online = 应用须处于上线状态。
listing-needs-field = { $field }：请填写、提交并通过审核。
listing-delisted-title = 运营方已将此应用从市场下架
listing-delisted-text = 已授权的店铺仍可继续使用。原因：
listing-save = 保存草稿
listing-submit = 提交审核
listing-submit-all = 提交 { $count } 项修改
listing-withdraw = 撤回审核
listing-required = 必填
listing-live = 市场当前展示
listing-handed-in = 提交的内容
listing-live-nothing = 暂无内容。
listing-nothing = 空：通过后将删除此项。
listing-in-english = 英文
listing-in-chinese = 中文
listing-name = 名称
listing-name-hint = 商家看到的名称，可填一种或两种语言。
listing-logo = 图标
listing-logo-hint = 正方形，边长不小于 512 像素；PNG、JPEG 或 WebP。
listing-logo-new = 选择图标
listing-value-proposition = 一句话介绍
listing-value-proposition-hint = 用一句话说明商家能得到什么。
listing-description = 详细介绍
listing-description-hint = 功能、适用对象和费用；不少于 40 个字。
listing-website = 官网
listing-website-hint = 商家了解更多信息的网址。
listing-support-email = 客服邮箱
listing-support-email-hint = 商家求助的邮箱。我们会发送一个链接，以确认有人查收。
listing-verify-email = 向此邮箱发送验证链接
listing-screenshots = 截图
listing-screenshots-hint = 最多 6 张；PNG、JPEG 或 WebP，边长不小于 320 像素。
listing-screenshots-new = 添加截图
listing-screenshot-alt = 截图 { $number }
listing-image-alt = 图片 { $number }
listing-image-remove = 移除
listing-status-draft = 草稿
listing-status-in-review = 审核中
listing-status-approved = 已通过
listing-status-rejected = 已驳回
listing-rejected-title = 此项修改被驳回
listing-rejected-text = 市场继续展示原内容。请按以下意见修改后重新提交：
listing-in-review-title = 审核人员正在审核
listing-in-review-text = 您可以继续编辑；通过后发布的是您提交的内容。
listing-in-review-changed = 提交之后您又做了修改。正在审核、通过后将发布的是：
listing-checks = 自动检查
listing-checks-lead = 审核人员会看到同样的结果。请在提交前处理未通过的项目。
listing-checks-running = 正在检查……请稍后刷新页面查看结果。
listing-checks-app = 应用
listing-check-again = 重新检查
listing-field = 项目
listing-delist = 从市场下架
listing-relist = 恢复上架
listing-policy-title = 市场展示要求
listing-policy-lead = 应用在市场展示前须具备哪些内容，以及不得出现的词语。
listing-policy-open = 修改展示要求
listing-policy-required = 名称之外的必填项
listing-policy-required-lead = 缺少其中任何一项已通过内容的应用会立即从市场消失。
listing-policy-words = 禁用词
listing-policy-words-hint = 每行一个，不区分大小写；拉丁字母的词须独立出现才算。
check-passed = 通过：
check-failed = 未通过：
check-running = 检查中：
check-name-one-script-passed = 名称没有混用形似的文字。
check-name-one-script-failed = “{ $found }”混用了多种形似的文字，请只用一种。
check-name-unique-passed = 没有同名的应用。
check-name-unique-failed = 已有应用的名称与“{ $found }”相同或形似，请换一个。
check-name-words-passed = 名称不含禁用词。
check-name-words-failed = 名称含有禁用词“{ $found }”。
check-value-proposition-words-passed = 一句话介绍不含禁用词。
check-value-proposition-words-failed = 一句话介绍含有禁用词“{ $found }”。
check-description-words-passed = 详细介绍不含禁用词。
check-description-words-failed = 详细介绍含有禁用词“{ $found }”。
check-description-length-passed = 详细介绍的长度符合要求。
check-description-length-failed = 详细介绍只有 { $found } 个字；每种语言请至少写 40 个字。
check-logo-size-passed = 图标为正方形且足够大（{ $found }）。
check-logo-size-failed = 图标不是正方形，或小于 512 像素（{ $found }），请更换。
check-website-private-passed = 官网位于公共互联网。
check-website-private-failed = { $found } 不在公共互联网上，商家无法打开。
check-website-private-running = 正在查询 { $found } 的地址。
check-website-answers-passed = 官网可以访问（{ $found }）。
check-website-answers-failed = 官网未能正常响应（{ $found }）。
check-website-answers-running = 正在访问 { $found }。
check-support-email-verified-passed = { $found } 已验证。
check-support-email-verified-failed = { $found } 尚未验证，请发送链接并打开。
check-redirect-host-private-passed = 回调域名位于公共互联网。
check-redirect-host-private-failed = 回调域名 { $found } 不在公共互联网上。
check-redirect-host-private-running = 正在查询 { $found } 的地址。
check-redirect-host-resolves-passed = 回调域名可以解析。
check-redirect-host-resolves-failed = 回调域名无法解析（{ $found }）。
check-redirect-host-resolves-running = 正在解析 { $found }。
support-verified-title = 邮箱已验证
support-verified-text = 审核通过后，{ $email } 即可作为应用的客服邮箱展示。
flash-listing-saved = 已保存。提交之前其他人看不到。
flash-listing-submitted = 已提交，审核结果会通知您。
flash-listing-withdrawn = 已撤回审核，草稿仍然保留。
flash-listing-link-sent = 已向客服邮箱发送链接。
flash-listing-checking = 正在重新检查。
flash-app-delisted = 应用已从市场下架。
flash-app-relisted = 应用已恢复上架。
rule-misleading = 内容与应用的实际功能不符，请如实描述。
rule-poor-quality = 内容难以辨认，请写清楚或换一张清晰的图片。
rule-wrong-language = 文字与所在的语言栏不符，请翻译或留空。
rule-others-brand = 使用了他人的名称或商标，请改用自己的，或提供授权证明。
rule-not-reachable = 无法访问。请确认可用后重新提交。
fact-en = 英文内容
fact-zh = 中文内容
fact-line = 地址
fact-images = 图片
fact-field = 项目
case-kind-listing-change = 市场展示信息
case-approve-hint-listing-change = 通过后立即按此处所示内容在市场展示。


notice-listing-change-received-subject = 已收到 { $app } 的市场展示信息修改
notice-listing-change-received-body = 审核人员将逐项审核（共 { $count } 项）。在此之前，市场继续展示原内容。
notice-listing-change-approved-subject = { $app } 的{ $field }已发布
notice-listing-change-approved-body = 审核人员已通过{ $field }的修改。应用在市场展示时即显示新内容。
notice-listing-change-rejected-subject = { $app } 的{ $field }被驳回
notice-listing-change-rejected-body =
    市场继续展示原内容。审核人员给出的原因：

    { $reason }

    请修改后重新提交。
notice-listing-delisted-subject = { $app } 已从市场下架
notice-listing-delisted-body =
    已授权的店铺仍可继续使用。运营方给出的原因：

    { $reason }
notice-listing-relisted-subject = { $app } 已恢复上架
notice-listing-relisted-body =
    运营方说明：

    { $reason }
notice-verify-support-email-subject = 这是 { $app } 的客服邮箱吗？
notice-verify-support-email-body =
    { $app } 的开发者将 { $email } 填写为商家求助的邮箱。如果属实，请打开以下链接（七天内有效）；如果您不认识 { $app }，请忽略本邮件。

refusal-files-svg = SVG 文件可能含有脚本，不予接受；请另存为 PNG、JPEG 或 WebP。
refusal-files-not-a-picture = 这不是图片，请选择 PNG、JPEG 或 WebP 文件。
refusal-files-broken-picture = 图片不完整或已损坏，请重新保存后上传。
refusal-files-too-many-pixels = 图片像素过多：每边须小于 8000 像素，总计不超过 2400 万像素。
refusal-files-not-a-logo = 图标须为正方形，边长不小于 512 像素，请更换图片。
refusal-files-small-screenshot = 截图的宽和高均不得小于 320 像素。
refusal-apps-redirect-private = 该域名不在公共互联网上，请填写浏览器可以访问的域名。
refusal-listings-private-website = 该网址不在公共互联网上，请填写商家可以打开的网址。
refusal-listings-unchanged = 通过审核之后没有任何修改，请修改后再提交。
refusal-listings-not-in-review = 此项已不在审核中，请刷新页面查看状态。
refusal-listings-check-failed = 自动检查未通过，请按提示修改后再提交。
refusal-listings-too-many-screenshots = 最多展示 6 张截图，请先移除一张。
refusal-listings-too-many-words = 禁用词不超过 500 个，每个不超过 60 个字符。
refusal-listings-delisted-already = 此应用已经下架。
refusal-listings-not-delisted = 此应用没有被下架。
refusal-listings-nothing-live = 市场中没有此应用的内容。
refusal-listings-no-support-email = 请先填写并保存客服邮箱，再进行验证。
refusal-listings-link-just-sent = 刚刚已向此邮箱发送链接，请查收，或两分钟后再试。
refusal-listings-link-expired = 链接已过期，请由应用开发者重新发送。
refusal-listings-garbled-link = 链接不完整，请从邮件中完整复制。
