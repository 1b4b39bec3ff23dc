/** What the resolvers of each GraphQL type are given as their parent. */
export type {
  Brand as BrandModel,
  Product as ProductModel,
  ProductImage as ProductImageModel,
  ProductOption as ProductOptionModel,
  ProductVariant as ProductVariantModel,
  VariantPrice as VariantPriceModel,
} from '../data/generated/client.ts'
export type { Category as CategoryModel } from '../domain/category.ts'
export type { ImportReport as ProductImportModel } from '../data/imports.ts'
