import type { Finding } from '../../src/index.ts';
import type { EmailSettings } from './settings.ts';
import { SmtpClient } from './smtp.ts';

/** Whether the mail server takes us. @throws ConfigurationError when it refuses the sign-in. */
export async function checkEmail({ smtpUrl }: EmailSettings): Promise<Finding[]> {
  const { host } = new URL(smtpUrl);
  if (await new SmtpClient(smtpUrl).check())
    return [{ level: 'ok', text: `Mail: ${host} takes us` }];
  const hint = 'Check host and port in SMTP_URL, and that this machine may connect there.';
  return [{ level: 'error', text: `Mail: ${host} cannot be reached`, hint }];
}
