# 提交表单之后页面上的提示，以及订单经历的步骤。
flash-registered = 注册成功，您已登录。我们已发送一封邮件，请点击其中的链接确认邮箱。
flash-password-reset = 新密码已设置，请重新登录。
flash-password-changed = 密码已修改，其他设备已全部退出登录。
flash-session-ended = 该设备已退出登录。
flash-sessions-ended = { $count ->
    [0] 没有其他已登录的设备。
   *[other] 已退出其他 { $count } 台设备。
}
flash-second-factor-removed = 身份验证器已移除。
flash-second-factor-required = 请先启用双重验证。
flash-passkeys-not-here = 此地址不支持通行密钥，请使用密码。
flash-passkey-added = 通行密钥已添加，可用于登录。
flash-passkey-removed = 通行密钥已移除。
flash-signed-out = 您已退出登录。
flash-resubmitted = 已重新提交，审核结果会通知您。
flash-applied = 申请已提交，审核结果会通知您。
flash-settings-saved = 设置已保存。
flash-secret-deleted = 密钥已删除，立即失效。
flash-grant-removed = 应用已移除，它的下一次调用将被拒绝。
flash-grant-one-removed = 此项授权已取消，使用该授权的下一次调用将被拒绝。
flash-store-given-up = 已放弃授权，对该店铺的下一次调用将被拒绝。
flash-binding-asked = 申请已提交，等待审核。
flash-test-data-made = 测试数据已生成。
flash-case-approved = 已通过，并已通知申请人。
flash-case-rejected = 已驳回，并已将原因告知申请人。
flash-stage-changed = 阶段已变更，并已通知开发者。
flash-category-saved = 类目已保存。
flash-category-created = 类目已创建，开发者可以申请。
flash-category-retired = 类目已停用。
flash-category-reinstated = 类目已恢复。

order-event-placed = 已下单
order-event-paid = 已付款
order-event-shipped = 已发货
order-event-completed = 已完成
order-event-cancelled = 已取消
refund-event-requested = 已申请
refund-event-returned = 货物已退回
refund-event-completed = 已退款
stock-whole-shop = 整店

refusal-fields-not-a-number = 请填写该字段允许范围内的整数。
refusal-files-missing = 请上传此文件（PDF、PNG 或 JPEG）。
refusal-files-not-found = 没有这个文件。
refusal-orders-not-found = 您的店铺中没有这个订单。
refusal-products-not-found = 您的店铺中没有这个商品。
refusal-refunds-not-found = 您的店铺中没有这笔退款。
refusal-query-backward-range = 起始日期晚于结束日期，请对调。
refusal-samples-sandbox-only = 测试数据只能在沙箱中生成，请前往沙箱。
refusal-pages-malformed-address = 无法读取这个地址，请检查，或从首页开始。
refusal-forms-busy = 此刻有很多文件正在上传，请稍候再提交。
flash-category-asked = 已提交给运营方，答复后将通知您。
flash-resource-server-removed = 资源服务器已移除，它的下一次查询将被拒绝。
