"""Django's entry to evaluation."""

from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    """好差评与评议"""

    name = "zhengwu.evaluation"
    label = "evaluation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say on pages of lower rooms what is ours to say."""
        from zhengwu.cases.registry import register_own_page, register_sequel
        from zhengwu.catalogue.registry import register_remark
        from zhengwu.evaluation.queries.offers import invitation, said_of_item

        register_own_page("我的评价", "evaluation_citizen:mine")
        register_sequel(invitation)
        register_remark(said_of_item)
