import { SolutionOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useSession } from "@/features/access/session";
import { NewRequest } from "./NewRequest";

/** Takes down a request of the customer whose page it stands on, for those who handle requests. */
export function RequestButton({ customerId }: { customerId: string }) {
  const { t } = useTranslation();
  const { may } = useSession();
  const go = useNavigate();
  const [taking, setTaking] = useState(false);
  if (!may("privacy.requests")) return null;
  return (
    <>
      <Button size="small" type="text" icon={<SolutionOutlined />} onClick={() => setTaking(true)}>
        {t("requests.ofCustomer")}
      </Button>
      {taking && (
        <NewRequest
          customerId={customerId}
          close={() => setTaking(false)}
          done={(id) => void go(`/privacy/requests/${id}`)}
        />
      )}
    </>
  );
}
