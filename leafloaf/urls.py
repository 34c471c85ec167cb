"""All addresses of the project. The storefront's own pages are everything that nothing else claims."""

from django.conf import settings
from django.conf.urls.static import static
from django.contrib import admin
from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView

from leafloaf.admin_pipeline import page as pipeline_page
from leafloaf.metrics import metrics
from leafloaf.storefront import storefront

urlpatterns = [
    # First, because they are tried in order and most requests are for these.
    path("api/v1/", include("leafloaf.api_urls")),
    path("metrics", metrics, name="metrics"),
    path("admin/pipeline/", admin.site.admin_view(pipeline_page), name="pipeline"),
    path("admin/", admin.site.urls),
    path("_allauth/", include("allauth.headless.urls")),
    path("accounts/", include("allauth.urls")),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="schema"),
]
if settings.LEAFLOAF_LOCAL or settings.DEBUG:
    urlpatterns += static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT)
urlpatterns += [re_path(r"^(?!api/|admin/|metrics$|static/|media/|_allauth/).*$", storefront, name="storefront")]

handler400 = "shop.api.problems.bad_request"
handler404 = "shop.api.problems.not_found"
handler500 = "shop.api.problems.server_error"
