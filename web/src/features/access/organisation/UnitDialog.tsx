import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Form, Input, Modal, Popconfirm, Select, Space, TreeSelect } from "antd";
import { useTranslation } from "react-i18next";
import { addUnit, changeUnit, removeUnit, type UnitIn, type UnitOut, type UnitPage } from "@/api";
import { listAreasOptions } from "@/api/@tanstack/react-query.gen";
import { refresh } from "@/server";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import { useNotice } from "@/ui/Notices";
import { ProblemNote } from "@/ui/States";
import { branches } from "./tree";

type Fields = UnitIn & { reason?: string };
type Props = {
  unit: UnitOut | null;
  under: string | null;
  page: UnitPage;
  addUnder: (key: string) => void;
  close: () => void;
};

const refreshed = () => refresh("listUnits", "listUsers", "listUserChoices", "listColleagues", "listChanges");

/** Adds a unit, or changes one: names, kind, what it lies under, the areas that it serves. */
export function UnitDialog({ unit, under, page, addUnder, close }: Props) {
  const { t } = useTranslation();
  const { say } = useFormat();
  const notice = useNotice();
  const [form] = Form.useForm<Fields>();
  const save = useMutation({
    mutationFn: async ({ key, parent = null, reason = "", ...rest }: Fields) => {
      if (!unit) await addUnit({ body: { key, parent, ...rest }, throwOnError: true });
      else await changeUnit({ path: { key: unit.key }, body: { ...rest, parent, reason }, throwOnError: true });
      return say({ zh: rest.name_zh, en: rest.name_en });
    },
    onSuccess: (name) => {
      notice({ tone: "green", title: t("organisation.changed", { name }) });
      close();
      return refreshed();
    },
  });
  const remove = useMutation({
    mutationFn: (key: string) => removeUnit({ path: { key }, throwOnError: true }),
    onSuccess: () => {
      close();
      return refreshed();
    },
  });
  const name = unit ? say({ zh: unit.name_zh, en: unit.name_en }) : t("organisation.add");
  return (
    <Modal open title={name} okText={t("ui.save")} onOk={form.submit} onCancel={close} confirmLoading={save.isPending}>
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={unit ?? { kind: "team", parent: under, areas: [] }}
        onFinish={(fields) => save.mutate(fields)}
      >
        <UnitFields unit={unit} page={page} />
      </Form>
      {unit && (
        <Space wrap>
          <Button onClick={() => addUnder(unit.key)}>{t("organisation.addUnder")}</Button>
          <Popconfirm title={t("organisation.removeSure", { name })} onConfirm={() => remove.mutate(unit.key)}>
            <Button danger loading={remove.isPending}>
              {t("organisation.remove")}
            </Button>
          </Popconfirm>
        </Space>
      )}
      {(save.error || remove.error) && <ProblemNote error={save.error ?? remove.error} />}
    </Modal>
  );
}

function UnitFields({ unit, page }: { unit: UnitOut | null; page: UnitPage }) {
  const { t } = useTranslation();
  const word = useWord();
  const { say } = useFormat();
  const areas = useQuery(listAreasOptions());
  const needed = [{ required: true, whitespace: true, message: t("organisation.needed") }];
  return (
    <>
      {!unit && (
        <Form.Item name="key" label={t("organisation.key")} extra={t("organisation.keyRule")} rules={needed}>
          <Input autoCapitalize="none" spellCheck={false} maxLength={40} />
        </Form.Item>
      )}
      <Form.Item name="name_zh" label={t("organisation.nameZh")} rules={needed}>
        <Input lang="zh-CN" maxLength={80} />
      </Form.Item>
      <Form.Item name="name_en" label={t("organisation.nameEn")} rules={needed}>
        <Input lang="en" maxLength={80} />
      </Form.Item>
      <Form.Item name="kind" label={t("organisation.kind")}>
        <Select options={page.kinds.map((kind) => ({ value: kind, label: word("unitKind", kind) }))} />
      </Form.Item>
      <Form.Item name="parent" label={t("organisation.parent")}>
        <TreeSelect
          allowClear
          treeDefaultExpandAll
          placeholder={t("organisation.top")}
          treeData={branches(page.items, say, unit?.key)}
        />
      </Form.Item>
      <Form.Item name="areas" label={t("organisation.areas")} extra={t("organisation.areasHint")}>
        <Select
          mode="tags"
          loading={areas.isPending}
          options={(areas.data?.items ?? []).map((area) => ({ value: area, label: area }))}
        />
      </Form.Item>
      {unit && (
        <Form.Item name="reason" label={t("organisation.reason")}>
          <Input maxLength={200} />
        </Form.Item>
      )}
    </>
  );
}
