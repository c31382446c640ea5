/**
 * `npm run service-token -- hal-gateway internal`: prints a service token of the operator, which is valid for a minute.
 * The arguments are the receiver's name at the HAL gateway, and the purpose.
 */
import { operatorIdentity } from '../hal-gateway/registry/registrant.ts';
import { createServiceIdentity, type ServicePurpose } from '../kit/access/service-identity.ts';
import { serviceSecretOf } from '../kit/service/settings/shared.ts';
import { readSettings } from '../kit/util/settings/setting.ts';
import { product } from '../product/product.ts';

/** The purposes that operators need: to read details, and to retire names. */
const purposes: readonly ServicePurpose[] = ['internal', 'registration'];

const [, , audience = '', given = ''] = process.argv;
const purpose = purposes.find((each) => each === given);
if (audience === '' || purpose === undefined) {
  console.error(`usage: npm run service-token -- {receiver} {${purposes.join('|')}}`);
  process.exitCode = 1;
} else {
  const { secret } = readSettings({ secret: serviceSecretOf(product) }, process.env);
  console.log(await createServiceIdentity(operatorIdentity, { secret, product }).token({ audience, purpose }));
}
