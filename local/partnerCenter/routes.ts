import { routerOf, type Route } from './router.ts';
import { auditRecordRoutes } from './routes/auditRecordRoutes.ts';
import { cartRoutes } from './routes/cartRoutes.ts';
import { catalogueRoutes } from './routes/catalogueRoutes.ts';
import { customerRoutes } from './routes/customerRoutes.ts';
import { orderRoutes } from './routes/orderRoutes.ts';
import { partnerRoutes } from './routes/partnerRoutes.ts';
import { subscriptionRoutes } from './routes/subscriptionRoutes.ts';

const ROUTES: Route[] = [
  ...customerRoutes,
  ...subscriptionRoutes,
  ...orderRoutes,
  ...cartRoutes,
  ...catalogueRoutes,
  ...auditRecordRoutes,
  ...partnerRoutes,
];

/** The API, resource by resource. */
export const findRoute = routerOf(ROUTES);
