import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router/dom";
import "@/ui/global.css";
import { Gate } from "@/features/access/Gate";
import { rememberedLanguage, startTranslations } from "@/i18n";
import { router } from "@/routes";
import { connect, queries } from "@/server";
import { Dress } from "@/ui/theme/Dress";
import { ThemeMode } from "@/ui/theme/ThemeMode";

async function start(root: HTMLElement): Promise<void> {
  connect();
  await startTranslations(rememberedLanguage());
  createRoot(root).render(
    <StrictMode>
      <ThemeMode>
        <Dress>
          <QueryClientProvider client={queries}>
            <Gate>
              <RouterProvider router={router} />
            </Gate>
          </QueryClientProvider>
        </Dress>
      </ThemeMode>
    </StrictMode>,
  );
}

const root = document.getElementById("root");
if (root) void start(root);
