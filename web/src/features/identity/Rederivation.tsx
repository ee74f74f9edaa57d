import { LoadingOutlined, WarningOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { getRederivationOptions } from "@/api/@tanstack/react-query.gen";
import { refresh } from "@/server";
import css from "./Rederivation.module.css";

const WHILE_GOING_MS = 1_500;

/** Whether customers are being derived again after decisions, and how far that has come; nothing when all is as decided. */
export function Rederivation() {
  const { t } = useTranslation();
  const state = useQuery({
    ...getRederivationOptions(),
    refetchInterval: (query) => (query.state.data && isGoing(query.state.data.step) ? WHILE_GOING_MS : false),
  });
  const step = state.data?.step ?? "none";
  const before = useRef(step);
  useEffect(() => {
    if (before.current !== step) void refresh("listPairs", "getPair", "getParty", "getCustomer", "findCustomers");
    before.current = step;
  }, [step]);
  if (!state.data || step === "none") return null;
  return (
    <p className={`${css.strip} ${step === "failed" ? css.failed : ""}`} role="status">
      {step === "failed" ? <WarningOutlined aria-hidden /> : <LoadingOutlined aria-hidden />}
      <span>{t(`identity.rederivation.${step}`)}</span>
      <span className={css.progress}>{step === "failed" ? state.data.error : state.data.progress}</span>
    </p>
  );
}

const isGoing = (step: string) => step === "parties" || step === "customers";
