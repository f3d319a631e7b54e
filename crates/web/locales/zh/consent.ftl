# An app asks a merchant for access.
consent-title = { $app } 申请访问 { $store }
consent-who = { $app } 由 { $developer } 开发，应用类目：{ $category }。
consent-test-title = 该应用处于测试阶段
consent-test-text = 该应用尚未正式上线，请确认开发者身份后再授权。
consent-duration = 每次授权有效期 { $duration }，应用可续期，直至您将其移除。
consent-password = 应用无法获取您的密码，也无法访问以上范围之外的数据。
consent-remove = 您可以随时取消授权：
consent-allow = 同意授权
consent-deny = 拒绝
consent-return = 操作后将返回 { $host }
consent-signed-in = 当前账号：{ $email }（{ $store }）
consent-no-permissions = 仅知悉您的店铺已添加该应用，不能查看或修改任何数据。
refused-safe-title = 未共享任何数据
refused-safe-text = 由于无法确认回调地址可信，授权已在此终止，未进行跳转。
refused-developer = 打开应用设置
refused-title = 无法处理此授权请求
