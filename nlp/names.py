"""How Chinese names begin."""

_SINGLE = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛范彭郎鲁韦马苗方俞任袁柳唐罗薛雷贺倪汤"
    "滕殷毕郝安常乐于傅卞齐康伍余顾孟黄穆萧尹姚邵汪毛米贝戴宋庞熊纪舒屈项祝董梁杜阮蓝季贾江郭梅林钟徐邱高夏蔡田樊胡凌霍万柯卢莫"
    "房丁邓郁单杭洪包左石崔龚程邢裴陆荣翁段侯全谷车秋仲宁甘厉武刘景龙叶白蒲卓蒙池乔闻党翟谭申冉桑牛边尚温庄晏柴瞿阎习艾易廖古冷"
    "辛简饶曾游肖向涂文代覃聂佘敬阳补勾母寇仇税"
)
_DOUBLE = "欧阳|上官|司马|诸葛|司徒|东方|皇甫|尉迟|令狐|慕容"

SURNAME = rf"(?:{_DOUBLE}|[{_SINGLE}])"
"""A pattern for one surname: the common single ones, those frequent around Mianyang, and the double ones."""
