export { CartProvider } from './CartProvider';
