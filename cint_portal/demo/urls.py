"""Pages of the embedded mode."""

from django.urls import path

from cint_portal.demo import views

app_name = "demo"

urlpatterns = [path("mailbox/", views.mailbox, name="mailbox")]
