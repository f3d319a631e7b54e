# What people are told, as a notice and as a mail. The mail ends with a link to the page where one can see or do more.
notice-verify-email-subject = 请验证您在 { $operator } 的邮箱
notice-verify-email-body =
    { $name }，您好：

    请打开下方链接，确认 { $email } 为您本人所有。链接仅可使用一次，24 小时内有效。如果您没有注册，请忽略此邮件。
notice-developer-received-subject = 已收到您的开发者入驻申请
notice-developer-received-body = 已收到 { $developer } 的入驻申请和证明材料，运营人员将进行审核，结果会通知您。
notice-developer-approved-subject = { $developer } 的开发者入驻已通过
notice-developer-approved-body = 您现在可以申请应用类目，类目开通后即可创建应用。
notice-developer-rejected-subject = 您的开发者入驻申请未通过
notice-developer-rejected-body =
    驳回原因：

    { $reason }

    请修改 { $developer } 的资料后重新提交。
notice-developer-suspended-subject = { $developer } 已被暂停
notice-developer-suspended-body =
    暂停原因：

    { $reason }

    恢复之前可以浏览，但不能进行新的操作。
notice-developer-reinstated-subject = { $developer } 已恢复
notice-developer-reinstated-body = 所有功能已恢复正常。
notice-merchant-received-subject = 已收到您的商家入驻申请
notice-merchant-received-body = 已收到 { $merchant } 的入驻申请和证明材料，客户经理将进行审核，结果会通知您。
notice-merchant-approved-subject = { $merchant } 的入驻已通过
notice-merchant-approved-body = 店铺已开通，您现在可以查找应用并授权。
notice-merchant-rejected-subject = 您的商家入驻申请未通过
notice-merchant-rejected-body =
    驳回原因：

    { $reason }

    请修改 { $merchant } 的资料后重新提交。
notice-merchant-suspended-subject = { $merchant } 已被暂停
notice-merchant-suspended-body =
    暂停原因：

    { $reason }

    恢复之前可以浏览，但不能授权应用。
notice-merchant-reinstated-subject = { $merchant } 已恢复
notice-merchant-reinstated-body = 所有功能已恢复正常。
notice-category-application-received-subject = 已收到您的「{ $category }」类目申请
notice-category-application-received-body = 运营人员将进行审核，结果会通知您。
notice-category-application-approved-subject = 「{ $category }」类目已开通
notice-category-application-approved-body = 您现在可以在该类目下创建一个应用。
notice-category-application-rejected-subject = 您的「{ $category }」类目申请未通过
notice-category-application-rejected-body =
    驳回原因：

    { $reason }

    您可以重新申请。
notice-app-authorised-subject = { $app } 已获得 { $store } 的授权
notice-app-authorised-body = { $store } 的成员已同意授权。如非本意，请移除该应用，其下一次调用即被拒绝。
notice-app-removed-subject = { $store } 已移除 { $app }
notice-app-removed-body = { $app } 在 { $store } 的令牌已失效。该店铺可随时重新授权。
notice-app-gave-up-subject = { $app } 已放弃对 { $store } 的授权
notice-app-gave-up-body = 应用开发者已终止授权，令牌已失效。您可随时重新授权 { $app }。
notice-self-use-approved-subject = { $app } 已绑定 { $store }
notice-self-use-approved-body = 应用现在可以凭自身凭证获取令牌。
notice-self-use-rejected-subject = { $app } 绑定 { $store } 的申请未通过
notice-self-use-rejected-body =
    运营人员给出的原因：

    { $reason }

    您可以重新申请。
notice-app-stage-changed-subject = { $app } 的阶段已变更为「{ $stage }」
notice-app-stage-changed-body =
    变更原因：

    { $reason }
notice-refresh-reused-subject = { $app } 的 Refresh Token 被重复使用
notice-refresh-reused-body = 一个早已换取过的 Refresh Token 再次被使用，可能是令牌泄露，或多个程序共用了同一令牌。为安全起见，由其派生的令牌均已失效，需商家重新授权 { $app }。
notice-category-request-received-subject = 已收到您的新类目申请
notice-category-request-received-body = 运营人员将审阅并答复，结果会另行通知。
notice-category-request-approved-subject = 将为您增设类目
notice-category-request-approved-body = 运营方已同意。类目上线后将显示在应用类目列表中，届时请提交申请。
notice-category-request-rejected-subject = 您的新类目申请未通过
notice-category-request-rejected-body =
    运营方答复：

    { $reason }
notice-reset-password-subject = 重置您在 { $operator } 的密码
notice-reset-password-body =
    { $name }，您好：

    我们收到了重置 { $email } 密码的请求。请打开下方链接设置新密码，链接仅可使用一次，1 小时内有效。如非本人操作，请忽略此邮件，您的密码不会改变。
notice-password-changed-subject = 您的密码已修改
notice-password-changed-body = 其他设备已全部退出登录。如非本人操作，请立即在登录页重置密码。
notice-second-factor-added-subject = 您的账号已启用身份验证器
notice-second-factor-added-body = 今后登录时需要输入验证码。如非本人操作，请在登录页重置密码，并联系运营方。
notice-second-factor-removed-subject = 您的账号已移除身份验证器
notice-second-factor-removed-body = 现在仅凭密码即可登录。如非本人操作，请立即在登录页重置密码。
notice-invitation-subject = { $inviter } 邀请您加入 { $party }
notice-invitation-body =
    { $inviter } 邀请您加入 { $party }，角色：{ $role }。

    请打开下方链接加入。链接 7 天内有效，仅限此邮箱使用。如果您不认识 { $party }，请忽略此邮件。
notice-passkey-added-subject = 您的账号已添加通行密钥
notice-passkey-added-body = 使用它无需密码即可登录。如非本人操作，请在账号安全中移除，并修改密码。
notice-passkey-removed-subject = 您的账号已移除一个通行密钥
notice-passkey-removed-body = 该通行密钥已无法登录。如非本人操作，请修改密码。
notice-app-full-subject = { $app } 可授权店铺数已满
notice-app-full-body = 所属类目在当前阶段允许 { $most } 家店铺授权。在有店铺移除应用或平台提高上限之前，新的店铺将无法授权。
notice-category-permissions-taken-subject = { $app } 的权限被收回
notice-category-permissions-taken-body = 平台修改了类目「{ $category }」。以下权限已不再包含在内，相关调用将被拒绝：{ $permissions }。
notice-category-tokens-shortened-subject = { $app } 新令牌的有效期缩短
notice-category-tokens-shortened-body = 平台修改了类目「{ $category }」。已签发的令牌不变；新的 Access Token 有效期为 { $access_minutes } 分钟，新的 Refresh Token 为 { $refresh_days } 天。
notice-category-limit-lowered-subject = { $app } 可授权店铺数减少
notice-category-limit-lowered-body = 平台修改了类目「{ $category }」。{ $app } 在当前阶段最多可由 { $most } 家店铺授权，已授权的店铺不受影响。
notice-category-retired-subject = { $app } 所属类目已停用
notice-category-retired-body = 类目「{ $category }」不再接受新的申请和应用。{ $app } 照常运行，无需任何操作。
notice-category-reinstated-subject = { $app } 所属类目已恢复
notice-category-reinstated-body = 类目「{ $category }」重新接受申请和应用。
notice-case-question-subject = 平台需要您补充资料：{ $title }
notice-case-question-body =
    关于您的{ $case_kind }，平台运营提出：

    { $message }

    请在下方页面答复，答复前审核暂停。
notice-case-answer-subject = 申请方已答复：{ $title }
notice-case-answer-body =
    申请方就{ $case_kind }答复：

    { $message }

    该申请已恢复计时。
notice-case-withdrawn-subject = 已撤回：{ $title }
notice-case-withdrawn-body = 您的{ $case_kind }已撤回，不再审核。可随时重新提交。
