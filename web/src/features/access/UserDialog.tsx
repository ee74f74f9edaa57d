import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Form, Input, Modal, Select, Space, Switch, TreeSelect } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { changeUser, createUser, type UserIn, type UserOut } from "@/api";
import { listUnitsOptions, listUserChoicesOptions } from "@/api/@tanstack/react-query.gen";
import { refresh } from "@/server";
import { useFormat } from "@/ui/format";
import { ProblemNote } from "@/ui/States";
import { branches } from "./organisation/tree";
import { ResetFactor } from "./security/ResetFactor";
import { UserSessions } from "./security/UserSessions";

type Fields = Omit<UserIn, "password"> & { password?: string; is_active: boolean; reason?: string };

const EMPTY: Partial<Fields> = { language: "zh-CN", roles: [], is_active: true };

/** Creates a user, or changes one: name, team, roles, password, lock. */
export function UserDialog({ user, close }: { user: UserOut | null; close: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Fields>();
  const [opened, open] = useState<"sessions" | "reset" | null>(null);
  const save = useMutation({
    mutationFn: async ({ is_active, reason, password, login, team = null, ...rest }: Fields) => {
      if (!user) {
        await createUser({ body: { ...rest, login, team, password: password ?? "" }, throwOnError: true });
        return;
      }
      const body = { ...rest, team, is_active, reason: reason ?? "", ...(password && { password }) };
      await changeUser({ path: { user_id: user.id }, body, throwOnError: true });
    },
    onSuccess: () => {
      close();
      return refresh("listUsers", "listChanges");
    },
  });
  return (
    <Modal
      open
      title={user ? user.name : t("access.users.create")}
      okText={t("ui.save")}
      onOk={form.submit}
      onCancel={close}
      confirmLoading={save.isPending}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={user ? { ...user, team: user.team?.key } : EMPTY}
        onFinish={(fields) => save.mutate(fields)}
      >
        <UserFields isNew={!user} />
      </Form>
      {user && (
        <Space wrap>
          <Button onClick={() => open("sessions")}>{t("access.sessions.open")}</Button>
          <Button danger onClick={() => open("reset")}>
            {t("access.factor.reset")}
          </Button>
        </Space>
      )}
      {user && opened === "sessions" && <UserSessions user={user} close={() => open(null)} />}
      {user && opened === "reset" && <ResetFactor user={user} close={() => open(null)} />}
      {save.error && <ProblemNote error={save.error} />}
    </Modal>
  );
}

function UserFields({ isNew }: { isNew: boolean }) {
  const { t } = useTranslation();
  const { say } = useFormat();
  const choices = useQuery(listUserChoicesOptions());
  const units = useQuery(listUnitsOptions());
  const needed = [{ required: true, message: t("access.users.needed") }];
  const roles = choices.data?.roles.map(({ key, name }) => ({ value: key, label: say(name) }));
  return (
    <>
      {isNew && (
        <Form.Item name="login" label={t("access.login")} rules={needed}>
          <Input autoComplete="off" autoCapitalize="none" spellCheck={false} />
        </Form.Item>
      )}
      <Form.Item name="name" label={t("access.users.name")} rules={needed}>
        <Input />
      </Form.Item>
      <Form.Item name="email" label={t("access.users.email")}>
        <Input type="email" />
      </Form.Item>
      <Form.Item name="roles" label={t("access.users.roles")}>
        <Select mode="multiple" options={roles} loading={choices.isPending} />
      </Form.Item>
      <Form.Item name="team" label={t("access.users.team")}>
        <TreeSelect
          allowClear
          treeDefaultExpandAll
          treeData={branches(units.data?.items ?? [], say)}
          loading={units.isPending}
        />
      </Form.Item>
      <Form.Item
        name="password"
        label={t(isNew ? "access.password" : "access.newPassword")}
        extra={t("access.passwordRule")}
        rules={[{ required: isNew, min: 12, message: t("access.passwordRule") }]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      {!isNew && (
        <>
          <Form.Item name="is_active" label={t("access.users.mayLogIn")} valuePropName="checked">
            <Switch />
          </Form.Item>
          <Form.Item name="reason" label={t("access.users.reason")}>
            <Input maxLength={400} />
          </Form.Item>
        </>
      )}
    </>
  );
}
