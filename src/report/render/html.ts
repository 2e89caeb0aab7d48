import { createHash } from "node:crypto";
import { cards } from "./html/cards.js";
import { Markup, markup } from "./html/markup.js";
import { priceSection } from "./html/price-section.js";
import { rowsSection, sparkSection } from "./html/row-tables.js";
import { budgetSection, changeSection, dailySection, qualitySection, tokenSection } from "./html/sections.js";
import { STYLE } from "./html/style.js";
import { SIMULATED } from "./simulated.js";
import type { ReportView } from "./view.js";

/**
 * The report as one page that needs nothing else: no script, no request, nothing but its own style sheet, which its
 * Content-Security-Policy names by hash.
 */
export function renderHtml(view: ReportView): string {
  const { report, input } = view;
  const hash = createHash("sha256").update(STYLE).digest("base64");
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  const name = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" }).format(
    Date.parse(`${report.month}-01`),
  );
  const made = `${input.now.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Claude on Amazon Bedrock, ${name}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<main>
<h1>Claude on Amazon Bedrock</h1>
<p class="sub">${name}${report.account === undefined ? "" : `, account ${report.account}`} · ${input.config.project}, ${input.config.region} · made ${made}</p>
${input.simulated === true ? markup`<p class="banner">${SIMULATED}</p>` : undefined}
${cards(view)}
${dailySection(view)}
${rowsSection(view)}
${sparkSection(view, "developer", "Developers")}
${sparkSection(view, "model", "Models")}
${changeSection(view)}
${budgetSection(view)}
${tokenSection(view)}
${qualitySection(view)}
${priceSection(view)}
<footer>Priced from the invocation logs, call by call; days are UTC. The bill itself is AWS's.</footer>
</main>
</body>
</html>
`;
  return page.html;
}
