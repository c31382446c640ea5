import { startStockGateway } from './stock-gateway.ts';

startStockGateway('undici');
